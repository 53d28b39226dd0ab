package heliograph.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CPU that everybody has used up to a moment, in seconds.
 *
 * @param servers all gateways together
 * @param redis Redis
 * @param generator this process: near one core a thread it is the generator that is saturated
 */
record Cpu(double servers, double redis, double generator) {
    /** Now. */
    static Cpu now(Target target) {
        return new Cpu(
                Processes.cpuSeconds(target.serverPids()),
                Processes.cpuSeconds(target.redisPids()),
                Processes.cpuSeconds(List.of(ProcessHandle.current().pid())));
    }

    /** What was used since an earlier moment. */
    Cpu since(Cpu earlier) {
        return new Cpu(
                servers - earlier.servers, redis - earlier.redis, generator - earlier.generator);
    }

    /** Shared among signals, per 100,000 of them. */
    Cpu per100k(long signals) {
        double share = signals == 0 ? 0 : 100_000.0 / signals;
        return new Cpu(servers * share, redis * share, generator * share);
    }

    /** For the report. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("servers", Report.rounded(servers));
        map.put("redis", Report.rounded(redis));
        map.put("generator", Report.rounded(generator));
        return map;
    }
}
