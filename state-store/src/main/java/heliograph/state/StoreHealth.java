package heliograph.state;

import java.time.Duration;

/**
 * What Redis said when it was asked.
 *
 * @param version the server's version, for people
 * @param roundTrip how long the answer took
 * @param clock Redis's time, milliseconds since 1970
 */
public record StoreHealth(String version, Duration roundTrip, long clock) {}
