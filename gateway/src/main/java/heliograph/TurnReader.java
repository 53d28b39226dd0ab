package heliograph;

import static heliograph.Setting.TURN_PASSWORD;
import static heliograph.Setting.TURN_SECRET;
import static heliograph.Setting.TURN_TTL;
import static heliograph.Setting.TURN_URL;
import static heliograph.Setting.TURN_USERNAME;

import heliograph.ice.IceSettings;
import heliograph.ice.IceSettings.TurnCredentials;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the TURN_ variables, from the environment or from TURN_CONFIG_FILE. */
final class TurnReader {
    // RFC 7065, section 3.1
    private static final Pattern TURN_ADDRESS =
            Pattern.compile(
                    "turns?:(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:\\d{1,5})?"
                            + "(\\?transport=(udp|tcp))?");

    private TurnReader() {}

    static IceSettings read(SettingReader reader) {
        List<String> urls = reader.list(TURN_URL);
        if (!urls.stream().allMatch(url -> TURN_ADDRESS.matcher(url).matches())) {
            reader.wrong(TURN_URL, "addresses as in turn:host:3478 or turns:host:5349");
        }
        // Read even where nothing needs it: a wrong number is a wrong number.
        var ttl = reader.duration(TURN_TTL);
        Optional<String> username = reader.text(TURN_USERNAME);
        Optional<String> password = reader.text(TURN_PASSWORD);
        Optional<String> secret = reader.text(TURN_SECRET);

        boolean fixed = username.isPresent() || password.isPresent();
        if (urls.isEmpty()) {
            if (fixed || secret.isPresent()) {
                reader.wrong(TURN_URL, "the TURN servers that the credentials are for");
            }
            return IceSettings.STUN_ONLY;
        }
        if (fixed && secret.isPresent()) {
            reader.wrong(TURN_SECRET, "either this, or TURN_USERNAME and TURN_PASSWORD, not both");
        }
        if (secret.isPresent()) {
            return new IceSettings(urls, new TurnCredentials.TimeLimited(secret.get(), ttl));
        }
        // Browsers throw on a TURN server without credentials (W3C WebRTC, section 4.4.1.1).
        if (username.isEmpty()) {
            reader.wrong(TURN_USERNAME, "a user name, or TURN_SECRET, because TURN_URL is set");
        }
        if (password.isEmpty()) {
            reader.wrong(TURN_PASSWORD, "a password, or TURN_SECRET, because TURN_URL is set");
        }
        return new IceSettings(
                urls, new TurnCredentials.Fixed(username.orElse(""), password.orElse("")));
    }
}
