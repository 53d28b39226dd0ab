package heliograph.api;

import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import java.util.Map;
import java.util.TreeMap;

/**
 * One thing that a path names, by what can be done with it.
 *
 * @param methods upper case; HEAD follows from GET
 */
record Resource(Map<String, Action> methods) {
    /** One method of a resource. May wait, throws {@link Refusal}. */
    @FunctionalInterface
    interface Action {
        HttpResponse answer(HttpRequest request);
    }

    static Resource of(String method, Action action) {
        return new Resource(Map.of(method, action));
    }

    HttpResponse answer(HttpRequest request) {
        boolean head = request.method().equals("HEAD");
        Action action = methods.get(head ? "GET" : request.method());
        if (action == null) {
            throw Refusal.methodNotAllowed(allow());
        }
        HttpResponse answer = action.answer(request);
        return head ? new HttpResponse(answer.status(), answer.headers(), new byte[0]) : answer;
    }

    private String allow() {
        Map<String, Action> all = new TreeMap<>(methods);
        Action get = all.get("GET");
        if (get != null) {
            all.put("HEAD", get);
        }
        return String.join(", ", all.keySet());
    }
}
