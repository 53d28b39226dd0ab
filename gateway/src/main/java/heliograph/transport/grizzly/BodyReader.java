package heliograph.transport.grizzly;

import heliograph.transport.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.ReadHandler;
import org.glassfish.grizzly.http.io.NIOInputStream;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;

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

    private final Response response;
    private final NIOInputStream in;
    private final int maxBytes;
    private final Outcome outcome;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean over;

    private BodyReader(Request request, Response response, int maxBytes, Outcome outcome) {
        this.response = response;
        this.in = request.getNIOInputStream();
        this.maxBytes = maxBytes;
        this.outcome = outcome;
    }

    /** Suspends the response and begins to read. */
    static void read(
            Request request, Response response, int maxBytes, Duration patience, Outcome outcome) {
        BodyReader reader = new BodyReader(request, response, maxBytes, outcome);
        response.suspend(patience.toMillis(), TimeUnit.MILLISECONDS, null, _ -> reader.timedOut());
        reader.in.notifyAvailable(reader);
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
            // What the handler needs is for the handler to say; a poll may be long.
            response.getSuspendContext().setTimeout(0, TimeUnit.MILLISECONDS);
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

    /** By Grizzly's timer; false keeps it from resuming by itself. */
    private boolean timedOut() {
        if (finish()) {
            outcome.refused(Answers.timedOut());
        }
        return false;
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized boolean finish() {
        boolean first = !over;
        over = true;
        return first;
    }
}
