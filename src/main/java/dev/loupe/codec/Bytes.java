package dev.loupe.codec;

import dev.loupe.failure.Busy;
import dev.loupe.failure.Failed;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** An encoded picture wherever it lies, so that it is on the heap only while it is decoded. Thread-safe. */
public sealed interface Bytes {
    long size();

    InputStream open() throws IOException;

    /** @throws Busy where the heap has no room for all of them now */
    byte[] read();

    /** A small one; the array is not to be changed afterwards. */
    record InMemory(byte[] array) implements Bytes {
        @Override
        public long size() {
            return array.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(array);
        }

        @Override
        public byte[] read() {
            return array;
        }
    }

    /** A file that stays as it is meanwhile. */
    record InFile(Path file) implements Bytes {
        /**
         * Each thread keeps a direct buffer as large as the largest piece it ever read at once: memory that no one
         * counts.
         */
        private static final int PIECE = 64 << 10;

        @Override
        public long size() {
            return file.toFile().length();
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public byte[] read() {
            try (InputStream in = open()) {
                byte[] all = new byte[Math.toIntExact(size())];
                for (int at = 0; at < all.length; ) {
                    int read = in.read(all, at, Math.min(PIECE, all.length - at));
                    if (read < 0) {
                        throw new EOFException("it became shorter");
                    }
                    at += read;
                }
                return all;
            } catch (IOException unreadable) {
                throw new Failed("A picture's file cannot be read back (" + unreadable + ").", unreadable);
            } catch (OutOfMemoryError full) {
                throw new Busy("There is not enough memory now for the " + size() / 1_000_000 + " MB of the picture.");
            }
        }
    }
}
