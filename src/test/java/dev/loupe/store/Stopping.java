package dev.loupe.store;

/** A process that is ended and has something to write yet, as a service has that finishes a picture first. */
final class Stopping {
    private Stopping() { }

    public static void main(String[] url) {
        Database database = new Database(url[0]);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try (database) {
                Thread.sleep(100); // the pool trusts a connection for 500 ms, so a closed one is not noticed
                new Attempts(database).begin(new Origin("folder", "last.jpg", "1".repeat(64)));
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }));
        System.exit(0);
    }
}
