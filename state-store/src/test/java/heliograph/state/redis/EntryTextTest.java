package heliograph.state.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.state.Entry;
import heliograph.state.Media;
import heliograph.state.Participant;
import heliograph.state.RoomId;
import heliograph.state.UserId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTextTest {
    private static final Participant ALICE =
            new Participant(
                    new UserId("al ice"), "{\"a\":1}", new Media(true, false, true), 5, 2, true);
    private static final Participant BOB =
            new Participant(new UserId("bob"), "{}", new Media(false, false, false), 7, 1, false);

    @Test
    void whoJoinedSeesTheOthersInOrder() {
        assertThat(
                        EntryText.parse(
                                "j\nroom\n3\nal ice\nn1\ts~1\t2\t5\t101\t0\t6\n{\"a\":1}\n"
                                        + "bob\nn 2\ts s~4\t1\t7\t000\t99\t6\n{}",
                                0))
                .isEqualTo(new Entry.Joined(new RoomId("room"), 3, List.of(BOB, ALICE)));
        assertThat(EntryText.parse("j\nroom\n1", 0))
                .isEqualTo(new Entry.Joined(new RoomId("room"), 1, List.of()));
    }

    @Test
    void whoReturnedComesWithItsRoleAndItsProfileAsItIs() {
        Participant profileOfTwoLines =
                new Participant(
                        ALICE.user(),
                        "{\n}",
                        ALICE.media(),
                        ALICE.joinedAt(),
                        ALICE.order(),
                        ALICE.present());
        assertThat(EntryText.parse("b\nroom\n1\nal ice\nn1\ts~1\t2\t5\t101\t0\t6\n{\n}", 0))
                .isEqualTo(new Entry.UserReturned(new RoomId("room"), profileOfTwoLines, true));
        assertThat(EntryText.parse("b\nroom\n0\nbob\nn1\ts~1\t1\t7\t000\t9\t6\n{}", 0))
                .isEqualTo(new Entry.UserReturned(new RoomId("room"), BOB, false));
    }

    @Test
    void itMayStandBehindSomethingElse() {
        assertThat(EntryText.parse("xyz\nc\nroom", 4))
                .isEqualTo(new Entry.RoomClosed(new RoomId("room")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "e",
                "e\n",
                "ee\noffer\n{}",
                "j\nroom",
                "j\nroom\nfirst",
                "j\nroom\n1\nbob\nn1\ts~1\t1\t7\t000\t9\t6",
                "b\nroom\n1\nbob\nn1\ts~1\t1\t7\t000\t9\t6",
                "c\n",
                "y\nroom"
            })
    void whatIsNoneOfOursIsRefused(String text) {
        assertThatThrownBy(() -> EntryText.parse(text, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
