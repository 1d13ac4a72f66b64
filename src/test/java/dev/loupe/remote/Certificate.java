package dev.loupe.remote;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A certificate for loopback, made by the JDK's keytool.
 *
 * @param keystore PKCS12 with the certificate and its private key
 * @param truststore PKCS12 with the certificate alone: for those who are to trust it
 */
public record Certificate(Path keystore, Path truststore) {
    public static final String PASSWORD = "certificate";

    /** For every loopback address that {@link FaultProxy} and the sites use. */
    public static Certificate make(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path keystore = folder.resolve("server.p12");
        Path truststore = folder.resolve("trusted.p12");
        Path exported = folder.resolve("server.crt");
        keytool(keystore, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost",
                "-ext", "SAN=DNS:localhost,IP:127.0.0.1,IP:" + FaultProxy.HOST);
        keytool(keystore, "-exportcert", "-rfc", "-alias", "server", "-file", exported.toString());
        keytool(truststore, "-importcert", "-noprompt", "-alias", "server", "-file", exported.toString());
        return new Certificate(keystore, truststore);
    }

    private static void keytool(Path store, String... arguments) throws IOException {
        String[] command = new String[arguments.length + 7];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        String[] last = {"-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD};
        System.arraycopy(last, 0, command, arguments.length + 1, last.length);
        File log = store.resolveSibling("keytool.log").toFile();
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
        if (!keytool.onExit().join().isAlive() && keytool.exitValue() != 0) {
            throw new IOException(Files.readString(log.toPath()));
        }
    }
}
