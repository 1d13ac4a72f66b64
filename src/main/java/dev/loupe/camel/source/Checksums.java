package dev.loupe.camel.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Checksums in lower-case hexadecimal. */
final class Checksums {
    private static final String SHA256 = "SHA-256";

    private Checksums() {}

    /** What writes to a stream, and may fail. */
    @FunctionalInterface
    interface Writer {
        void to(OutputStream out) throws IOException;
    }

    static String of(String algorithm, Writer content) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            content.to(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform must have SHA-256 and MD5
        }
    }

    /** Whether a server has what it should: by what it says itself, or by reading it where it says nothing. */
    static boolean same(Optional<Remote.Checksum> told, Writer there, Writer expected) throws IOException {
        String algorithm = told.map(Remote.Checksum::algorithm).orElse(SHA256);
        String sum = told.isPresent() ? told.get().hex() : of(algorithm, there);
        return sum.equals(of(algorithm, expected));
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(SHA256, in::transferTo);
        }
    }

    static String of(String algorithm, byte[] content) {
        try {
            return of(algorithm, out -> out.write(content));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible); // nothing is read or kept
        }
    }

    static String sha256(byte[] content) {
        return of(SHA256, content);
    }
}
