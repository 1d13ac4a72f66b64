package dev.loupe.camel.source;

import dev.loupe.camel.PictureFiles;
import dev.loupe.core.Printable;
import dev.loupe.settings.SourceSettings.Which;
import dev.loupe.work.Admissions;
import dev.loupe.work.Admissions.Arrival;
import dev.loupe.work.Known;
import dev.loupe.work.Look;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.util.AntPathMatcher;

/**
 * Bean {@code listing-NAME}: admits what a listing shows and is new or has changed, some at a time, and forgets what
 * was queued and is no longer there. Nothing of a listing is held in memory. Used by one thread.
 */
final class Listing<T> implements GenericFileFilter<T> {
    private static final int BATCH = 1_000;
    /** The log has said enough by then. */
    private static final int MOST_SAID = 5_000;
    private static final int ORDER_KEY = 100;

    private final Source source;
    private final Which which;
    private final Admissions admissions;
    private final PictureFiles<T> pictures = new PictureFiles<>();
    private final AntPathMatcher patterns = new AntPathMatcher();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Set<String> silent = new LinkedHashSet<>();
    private final Map<String, String> unreadable = new LinkedHashMap<>();
    private final Set<String> told = new HashSet<>();
    private Known known;
    private long left;
    private long leftOut;
    private boolean soon;

    Listing(Source source, Admissions admissions) {
        this.source = source;
        this.which = source.settings().which();
        this.admissions = admissions;
    }

    /** Before a tree is listed. */
    void begin() {
        arrivals.clear();
        silent.clear();
        silent.add(source.settings().directory());
        source.campaign().looks();
        known = admissions.known(source.key());
        unreadable.clear();
        left = 0;
        leftOut = 0;
        soon = false;
    }

    /** Once the whole tree is listed, but for what is unreadable. */
    void end() {
        admit();
        if (unreadable.isEmpty()) {
            admissions.forgetUnseen(known);
        }
        known = null;
        source.campaign().left(left);
        source.leftOut().set(leftOut);
        source.listings().incrementAndGet();
    }

    /** Directories are entered; of files, Camel is to consume none. */
    @Override
    public boolean accept(GenericFile<T> file) {
        silent.remove(parent(file.getAbsoluteFilePath()));
        if (!pictures.accept(file) || !safe(file)) {
            return false;
        }
        if (file.isDirectory()) {
            silent.add(file.getAbsoluteFilePath());
            return true;
        }
        if (meant(file.getRelativeFilePath()) && file.getFileLength() <= which.maxBytes()) {
            see(file.getRelativeFilePath(), source.look(file));
        }
        return false;
    }

    private void see(String path, Look look) {
        switch (known.see(path, look, source.keeps())) {
            case NEW, CHANGED -> {
                left++;
                soon = true;
                arrivals.add(new Arrival(path, look, orderKey(path, look)));
                if (arrivals.size() == BATCH) {
                    admit();
                }
            }
            case LEFT -> left++;
            case ENDED -> { }
        }
    }

    /** Texts that sort as the source's order does. */
    private String orderKey(String path, Look look) {
        long time = look.modified().toEpochMilli();
        return switch (which.order()) {
            case NAME -> path.substring(0, Math.min(path.length(), ORDER_KEY));
            case OLDEST -> String.format(Locale.ROOT, "%019d", time);
            case NEWEST -> String.format(Locale.ROOT, "%019d", Long.MAX_VALUE - time);
        };
    }

    private void admit() {
        if (!arrivals.isEmpty()) {
            admissions.admit(source.key(), known, arrivals, source.settings().flow().settle());
            arrivals.clear();
            source.admitted().release();
        }
    }

    /** Names that lead out of the tree, or into the middle of a command. */
    private boolean safe(GenericFile<T> file) {
        String name = file.getFileNameOnly();
        boolean safe = !name.contains("/") && !name.equals("..") && name.chars().noneMatch(c -> c < ' ')
                && !("/" + file.getRelativeFilePath() + "/").contains("/../");
        if (!safe) {
            leave(file.getAbsoluteFilePath(), "its name leads elsewhere");
        }
        return safe;
    }

    /** What is listed and is never fetched; the log says once why. */
    void leave(String path, String reason) {
        leftOut++;
        if (told.size() < MOST_SAID && told.add(path)) {
            Source.log.warn("{}: {} is left out: {}", source.name(), Printable.text(path), reason);
        }
    }

    /** Lines of a directory's listing in which nobody can find a name. */
    void unparsed(String directory, int lines, String first) {
        leftOut += lines;
        if (told.size() < MOST_SAID && told.add(directory + "\n" + lines)) {
            Source.log.warn("{}: the listing of {} has lines that cannot be parsed and are left out: {}, for example"
                    + " {}", source.name(), Printable.text(directory), lines, Printable.text(first));
        }
    }

    boolean isRoot(String directory) {
        return directory.equals(source.settings().directory());
    }

    /** A directory that its server does not list, in the server's words; it is not the root of the tree. */
    void unreadable(String directory, String reason) {
        unreadable.put(directory, reason);
    }

    private boolean meant(String path) {
        return (which.include().isEmpty()
                || which.include().stream().anyMatch(pattern -> patterns.match(pattern, path)))
                && which.exclude().stream().noneMatch(pattern -> patterns.match(pattern, path));
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** Whether something was admitted: it may still be changing. */
    boolean soon() {
        return soon;
    }

    /** Directories of which the listing showed nothing: they are empty, or nobody may look into them. */
    Set<String> silent() {
        return silent;
    }

    /** Directories that could not be listed, and why. */
    Map<String, String> unreadable() {
        return unreadable;
    }
}
