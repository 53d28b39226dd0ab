package heliograph.state.redis;

import static heliograph.state.redis.Arguments.ms;
import static heliograph.state.redis.Arguments.optional;

import heliograph.state.Candidates;
import heliograph.state.Link;
import heliograph.state.RoomId;
import heliograph.state.Sequence;
import heliograph.state.Windows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** ICE candidates. */
final class RedisCandidates implements Candidates {
    private static final int DIGEST_BYTES = 16;

    private final Scripts scripts;
    private final Witness witness;
    private final Windows windows;

    RedisCandidates(Scripts scripts, Witness witness, Windows windows) {
        this.witness = witness;
        this.scripts = scripts;
        this.windows = windows;
    }

    @Override
    public CompletionStage<Relayed> relayCandidate(Signal signal) {
        Link link = signal.link();
        return scripts.call(
                Script.RELAY_CANDIDATE,
                new String[] {
                    Keys.rate(link.from(), Keys.Rate.CANDIDATE),
                    Keys.seats(link.room()),
                    Keys.candidates(link),
                    Keys.seen(link),
                    Keys.peers(link.room(), link.from()),
                    Keys.peers(link.room(), link.to()),
                    Keys.link(link)
                },
                new String[] {
                    link.from().value(),
                    link.to().value(),
                    signal.sender().value(),
                    digest(signal.candidate()),
                    optional(signal.sequence()),
                    optional(signal.messageId()),
                    Arguments.ufrag(signal.candidate().ufrag()),
                    signal.candidate().json(),
                    Arguments.said(signal.said()),
                    Integer.toString(windows.candidateEvents()),
                    ms(windows.rate()),
                    ms(windows.sequence()),
                    ms(windows.candidates()),
                    Integer.toString(windows.maxCandidates()),
                    ms(windows.roomTtl())
                },
                answer ->
                        switch (Answers.word(witness.saw(answer))) {
                            case "accepted" -> new Relayed.Accepted();
                            case "held" -> new Relayed.Held();
                            case "duplicate" -> new Relayed.Duplicate();
                            case "buffer_full" -> new Relayed.BufferFull();
                            case "not_seated" -> new Relayed.NotSeated();
                            case "repeated" -> new Relayed.Repeated();
                            case "rate_limited" ->
                                    new Relayed.RateLimited(Answers.millis(answer, 1));
                            default -> throw Answers.unknown(answer);
                        });
    }

    @Override
    public CompletionStage<Boolean> bufferCandidate(
            Link link, Candidate candidate, @Nullable Sequence sequence) {
        return scripts.call(
                Script.BUFFER_CANDIDATE,
                new String[] {
                    Keys.candidates(link),
                    Keys.peers(link.room(), link.from()),
                    Keys.peers(link.room(), link.to())
                },
                new String[] {
                    link.from().value(),
                    link.to().value(),
                    digest(candidate),
                    optional(sequence),
                    Arguments.ufrag(candidate.ufrag()),
                    candidate.json(),
                    ms(windows.candidates()),
                    Integer.toString(windows.maxCandidates()),
                    ms(windows.roomTtl())
                },
                answer ->
                        switch (Answers.word(answer)) {
                            case "buffered" -> true;
                            case "duplicate", "buffer_full" -> false;
                            default -> throw Answers.unknown(answer);
                        });
    }

    @Override
    public CompletionStage<List<Buffered>> getBufferedCandidates(Link link) {
        return scripts.call(
                Script.BUFFERED_CANDIDATES,
                new String[] {Keys.candidates(link)},
                new String[] {ms(windows.candidates())},
                RedisCandidates::buffered);
    }

    private static List<Buffered> buffered(List<Object> answer) {
        List<Buffered> list = new ArrayList<>();
        for (int i = 0; i < answer.size(); i += 3) {
            String sequence = Answers.text(answer, i + 1);
            list.add(
                    new Buffered(
                            Answers.text(answer, i),
                            sequence.isEmpty() ? null : new Sequence(Double.parseDouble(sequence)),
                            Answers.text(answer, i + 2).equals("1")));
        }
        return List.copyOf(list);
    }

    @Override
    public CompletionStage<Boolean> markAsApplied(Link link, Candidate candidate) {
        return ask(Script.MARK_AS_APPLIED, link, candidate);
    }

    @Override
    public CompletionStage<Boolean> hasDuplicate(Link link, Candidate candidate) {
        return ask(Script.HAS_DUPLICATE, link, candidate);
    }

    private CompletionStage<Boolean> ask(Script script, Link link, Candidate candidate) {
        return scripts.call(
                script,
                new String[] {Keys.candidates(link)},
                new String[] {digest(candidate), ms(windows.candidates())},
                Answers::yes);
    }

    @Override
    public CompletionStage<Statistics> getStatistics(Link link) {
        return getBufferedCandidates(link)
                .thenApply(all ->
                        new Statistics(
                                all.size(), (int) all.stream().filter(Buffered::applied).count()));
    }

    @Override
    public CompletionStage<Integer> cleanupStaleBuffers(RoomId room) {
        return scripts.call(
                Script.CLEANUP_STALE_BUFFERS,
                new String[] {Keys.seats(room)},
                new String[] {Keys.prefix(room), ms(windows.candidates())},
                answer -> (int) Answers.number(answer, 0));
    }

    /** Short, and equal exactly where the three properties are. */
    private static String digest(Candidate candidate) {
        String identity =
                candidate.candidate()
                        + '\0'
                        + (candidate.sdpMid() == null ? "" : "=" + candidate.sdpMid())
                        + '\0'
                        + (candidate.sdpMLineIndex() == null ? "" : candidate.sdpMLineIndex());
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(identity.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(hash, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
