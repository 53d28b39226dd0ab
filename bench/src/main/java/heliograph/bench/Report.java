package heliograph.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run found out.
 *
 * @param fields in the order in which they are printed
 * @param clean nothing was lost, doubled or reordered, and nothing went wrong
 */
record Report(Map<String, Object> fields, boolean clean) {
    /** The first fields of every report. */
    static Map<String, Object> begin(LoadOptions options, Target target) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("mode", options.mode().name().toLowerCase(Locale.ROOT));
        fields.put("protocol", options.protocol().name().toLowerCase(Locale.ROOT));
        fields.put("nodes", target.nodes().size());
        return fields;
    }

    /** One line of JSON. */
    String json() {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.put("clean", clean);
        return JsonMapper.shared().writeValueAsString(all);
    }

    /** Three digits after the point: more is noise. */
    static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
