package heliograph.containers;

/** The servers that may keep the state. */
enum Store {
    /** Redis. */
    REDIS("HELIOGRAPH_REDIS_IMAGE", "redis:7.4"),
    /** Valkey, under Redis' command names as its public image has them. */
    VALKEY("HELIOGRAPH_VALKEY_IMAGE", "valkey/valkey:8");

    private final String variable;
    private final String publicName;

    Store(String variable, String publicName) {
        this.variable = variable;
        this.publicName = publicName;
    }

    /** The name of its image. */
    String image() {
        return Images.named(variable, publicName);
    }
}
