package heliograph.transport.grizzly;

import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpPacketParsing;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.util.Header;
import org.glassfish.grizzly.http.util.MimeHeaders;

/**
 * Grizzly's codec, which forgets a {@code Content-Length} as soon as it sees {@code
 * Transfer-Encoding: chunked}. One request is smuggled behind another with such a pair where a
 * proxy believes the length; a server may refuse it (RFC 9112 section 6.3), and we do.
 */
final class StrictCodec extends HttpServerFilter {
    /** The only constructors there are will be builders one day. */
    @SuppressWarnings("deprecation")
    StrictCodec(NetworkListener listener) {
        super(
                true,
                listener.getMaxHttpHeaderSize(),
                null,
                listener.getKeepAlive(),
                null,
                listener.getMaxRequestHeaders(),
                listener.getMaxResponseHeaders());
    }

    /** What is thrown here is answered with 400, and the connection ends. */
    @Override
    protected void onHttpHeadersParsed(
            HttpHeader request, MimeHeaders headers, FilterChainContext context) {
        int lengths =
                ((HttpPacketParsing) request).getHeaderParsingState().contentLengthHeadersCount;
        if (request.isChunked() && (lengths > 0 || headers.contains(Header.ContentLength))) {
            throw new IllegalStateException("Content-Length beside Transfer-Encoding");
        }
    }

    @Override
    protected HttpContent customizeErrorResponse(HttpResponsePacket response) {
        response.setHeader("Connection", "close");
        return super.customizeErrorResponse(response);
    }
}
