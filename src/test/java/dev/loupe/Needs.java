package dev.loupe;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a test needs of the machine. Where it is missing the test is skipped, and the reason is in Maven's output. */
public final class Needs {
    private Needs() {}

    /** @param reason without what the test is skipped: Maven is silent about it, so it is printed */
    public static void that(boolean met, String reason) {
        if (!met) {
            System.out.println("Skipped: " + reason.lines().findFirst().orElse("") + ".");
        }
        assumeTrue(met, reason);
    }

    public static void program(String file) {
        that(Files.isExecutable(Path.of(file)), "there is no " + file);
    }

    /** Temporary folders may lie where nothing may be run (noexec). */
    public static void executable(Path file) {
        that(Files.isExecutable(file), "nothing may be run in " + file.getParent());
    }

    /** Java cannot name every file in the POSIX locale. */
    public static void unicodeNames() {
        that("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "file names are not in UTF-8 here; see LC_ALL");
    }

    /** Linux has all of 127.0.0.0/8; other systems have 127.0.0.1 alone. */
    public static void address(String host) throws IOException {
        boolean there = true;
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, 0));
        } catch (BindException missing) {
            there = false;
        }
        that(there, "there is no address " + host);
    }

    public static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
