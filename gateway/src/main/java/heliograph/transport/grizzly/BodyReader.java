package heliograph.transport.grizzly;

import heliograph.transport.HttpResponse;
import heliograph.transport.grizzly.Timer.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.glassfish.grizzly.ReadHandler;
import org.glassfish.grizzly.http.io.NIOInputStream;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.jspecify.annotations.Nullable;

/** Collects the body of a request as it comes, bounded in bytes and in time. */
final class BodyReader implements ReadHandler {
    /** What becomes of a body; exactly one of these is called. */
    interface Outcome {
        void body(byte[] body);

        /** Too long or too late. */
        void refused(HttpResponse answer);

        /** The client went away. */
        void lost();
    }

    private final NIOInputStream in;
    private final int maxBytes;
    private final Outcome outcome;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean over;
    private @Nullable Deadline deadline;

    private BodyReader(Request request, int maxBytes, Outcome outcome) {
        this.in = request.getNIOInputStream();
        this.maxBytes = maxBytes;
        this.outcome = outcome;
    }

    /** Suspends the response and begins to read. */
    static void read(
            Request request,
            Response response,
            int maxBytes,
            Timer timer,
            Duration patience,
            Outcome outcome) {
        BodyReader reader = new BodyReader(request, maxBytes, outcome);
        // Not with a timeout: Grizzly throws at that where the client is gone already.
        response.suspend();
        reader.in.notifyAvailable(reader);
        if (!reader.isOver()) {
            reader.setDeadline(timer.after(patience, reader::timedOut));
        }
    }

    @Override
    public void onDataAvailable() throws IOException {
        take();
        if (!isOver()) {
            in.notifyAvailable(this);
        }
    }

    @Override
    public void onAllDataRead() throws IOException {
        take();
        if (finish()) {
            outcome.body(body.toByteArray());
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (finish()) {
            outcome.lost();
        }
    }

    private void take() throws IOException {
        while (in.isReady() && !isOver()) {
            byte[] bytes = new byte[in.readyData()];
            int read = in.read(bytes);
            body.write(bytes, 0, Math.max(read, 0));
            if (body.size() > maxBytes && finish()) {
                outcome.refused(Answers.tooLarge(maxBytes));
            }
        }
    }

    private void timedOut() {
        if (finish()) {
            outcome.refused(Answers.timedOut());
        }
    }

    private synchronized void setDeadline(Deadline set) {
        if (over) {
            set.cancel();
        } else {
            deadline = set;
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized boolean finish() {
        if (over) {
            return false;
        }
        over = true;
        if (deadline != null) {
            deadline.cancel();
        }
        return true;
    }
}
