package heliograph.transport.grizzly;

import static heliograph.transport.grizzly.RawClient.concat;
import static heliograph.transport.grizzly.RawClient.frame;
import static heliograph.transport.grizzly.RawClient.hex;
import static heliograph.transport.grizzly.RawClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of a client in whatever pieces TCP makes of them. */
class FrameReaderTest {
    private static final int MAX = 64 * 1024 * 1024;

    private final List<String> payloads = new ArrayList<>();
    private final List<Integer> violations = new ArrayList<>();
    private final FrameReader reader =
            new FrameReader(
                    new FrameReader.Sink() {
                        @Override
                        public void frame(byte[] frame, int payload, boolean whole) {
                            byte[] bytes = Arrays.copyOfRange(frame, payload, frame.length);
                            payloads.add(Integer.toHexString(frame[0] & 0xFF) + hashed(bytes));
                        }

                        @Override
                        public void violation(int code, String reason) {
                            violations.add(code);
                        }

                        @Override
                        public boolean reading() {
                            return true;
                        }
                    },
                    MAX);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 8, 13, 64, 4_096, 1_000_000})
    void framesAreTheSameInPiecesOfAnySize(int piece) {
        List<byte[]> sent = new ArrayList<>();
        for (int length : new int[] {0, 1, 7, 8, 9, 125, 126, 8_191, 8_192, 40_000, 65_536}) {
            byte[] payload = new byte[length];
            new Random(length).nextBytes(payload);
            sent.add(payload);
        }
        byte[] wire = concat(sent.stream().map(bytes -> frame(0x82, bytes)).toArray(byte[][]::new));

        for (int from = 0; from < wire.length; from += piece) {
            read(Arrays.copyOfRange(wire, from, Math.min(wire.length, from + piece)));
        }

        assertThat(payloads)
                .containsExactlyElementsOf(sent.stream().map(b -> "82" + hashed(b)).toList());
        assertThat(violations).isEmpty();
    }

    @Test
    void aHeaderCostsNoMoreThanTheBytesThatFollowIt() {
        byte[] sixtyMegabytes = concat(hex("82FF 0000000003C00000 00000000"), new byte[100]);
        read(text("so that every class is loaded"));

        long before = allocated();
        read(sixtyMegabytes);

        assertThat(allocated() - before).isLessThan(1_000_000);
        assertThat(violations).isEmpty();
    }

    @Test
    void aMessageMayHaveManyFragmentsWithPingsBetweenThem() {
        read(frame(0x02, new byte[1]));
        for (int i = 0; i < FrameReader.MAX_FRAGMENTS - 2; i++) {
            read(concat(frame(0x00, new byte[1]), frame(0x89, new byte[1])));
        }
        read(frame(0x80, new byte[1]));

        assertThat(violations).isEmpty();
        assertThat(payloads).hasSize(2 * FrameReader.MAX_FRAGMENTS - 2);
    }

    @Test
    void fragmentsWithoutEndAreRefusedEvenIfEmpty() {
        read(frame(0x02, new byte[0]));
        byte[] empty = frame(0x00, new byte[0]);

        IntStream.range(0, FrameReader.MAX_FRAGMENTS).forEach(_ -> read(empty));

        assertThat(violations).containsExactly(1009);
    }

    @Test
    void theNextMessageIsCountedAnew() {
        List<byte[]> message =
                new ArrayList<>(
                        Collections.nCopies(
                                FrameReader.MAX_FRAGMENTS - 2, frame(0x00, new byte[1])));
        message.addFirst(frame(0x01, new byte[1]));
        message.addLast(frame(0x80, new byte[1]));

        IntStream.range(0, 3).forEach(_ -> message.forEach(this::read));

        assertThat(violations).isEmpty();
    }

    private void read(byte[] bytes) {
        Buffer buffer = Buffers.wrap(MemoryManager.DEFAULT_MEMORY_MANAGER, ByteBuffer.wrap(bytes));
        reader.read(buffer);
    }

    private static String hashed(byte[] bytes) {
        return ":" + bytes.length + ":" + Arrays.hashCode(bytes);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().threadId());
    }
}
