package heliograph.scripts;

import java.util.ArrayList;
import java.util.List;

/**
 * A user's present page in a {@link Model}.
 *
 * @param inbox what it has in its inbox
 * @param published what was published to each connection that the user had, the present one last
 */
record ModelPage(List<String> inbox, List<List<String>> published) {
    ModelPage copy() {
        List<List<String>> copies = new ArrayList<>();
        published.forEach(one -> copies.add(new ArrayList<>(one)));
        return new ModelPage(new ArrayList<>(inbox), copies);
    }
}
