package dev.loupe.core;

/** Which Loupe this is. */
public final class Version {
    private Version() {}

    /** The jar's version; classes that lie open have none. */
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }
}
