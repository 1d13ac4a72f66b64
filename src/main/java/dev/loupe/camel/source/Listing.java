package dev.loupe.camel.source;

import dev.loupe.camel.PictureFiles;
import dev.loupe.ledger.Known;
import dev.loupe.ledger.Ledger;
import dev.loupe.ledger.Ledger.Need;
import dev.loupe.settings.SourceSettings.Which;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.util.AntPathMatcher;

/**
 * Bean {@code listing-NAME}: which files of a listing are to be fetched, and in what order. Of a large tree only those
 * that come first are held in memory; the others are counted, and found again by the next listing. Used by one thread.
 */
final class Listing<T> implements GenericFileFilter<T>, Comparator<GenericFile<T>> {
    /** Camel makes an exchange for each file that is accepted, some 2 KB. */
    private static final int HELD = 5_000;

    private final Source source;
    private final Which which;
    private final Ledger ledger;
    private final PictureFiles<T> pictures = new PictureFiles<>();
    private final AntPathMatcher patterns = new AntPathMatcher();
    private final Comparator<GenericFile<T>> order;
    private final PriorityQueue<GenericFile<T>> held;
    private final Set<String> silent = new LinkedHashSet<>();
    private final Map<String, String> unreadable = new LinkedHashMap<>();
    private final Set<String> told = new HashSet<>();
    private Known known;
    private long left;
    private long leftOut;
    private boolean soon;
    private boolean ended;

    Listing(Source source, Ledger ledger) {
        this.source = source;
        this.which = source.settings().which();
        this.ledger = ledger;
        Comparator<GenericFile<T>> name = Comparator.comparing(GenericFile::getAbsoluteFilePath);
        this.order = switch (which.order()) {
            case NAME -> name;
            case OLDEST -> Comparator.<GenericFile<T>>comparingLong(GenericFile::getLastModified).thenComparing(name);
            case NEWEST -> Comparator.<GenericFile<T>>comparingLong(GenericFile::getLastModified).reversed()
                    .thenComparing(name);
        };
        this.held = new PriorityQueue<>(order.reversed());
    }

    /** Before a tree is listed. */
    void begin() {
        held.clear();
        silent.clear();
        silent.add(source.settings().directory());
        source.campaign().looks();
        known = ledger.known(source.name());
        unreadable.clear();
        left = 0;
        leftOut = 0;
        soon = false;
        ended = false;
    }

    /** Once the tree is listed, before the first of its files is fetched. */
    void end() {
        if (!ended) {
            ended = true;
            known = null;
            source.campaign().left(left);
            source.leftOut().set(leftOut);
        }
    }

    @Override
    public int compare(GenericFile<T> one, GenericFile<T> other) {
        return order.compare(one, other);
    }

    @Override
    public boolean accept(GenericFile<T> file) {
        String path = file.getRelativeFilePath();
        silent.remove(parent(file.getAbsoluteFilePath()));
        if (!pictures.accept(file) || !safe(file)) {
            return false;
        }
        if (file.isDirectory()) {
            silent.add(file.getAbsoluteFilePath());
            return true;
        }
        if (!meant(path) || file.getFileLength() > which.maxBytes()) {
            return false;
        }
        Need need = known.need(path, source.look(file), source.keeps());
        left += need == Need.NOTHING ? 0 : 1;
        soon |= need == Need.FETCH;
        return need == Need.FETCH && hold(file);
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
        if (told.size() < HELD && told.add(path)) {
            Source.log.warn("{}: {} is left out: {}", source.name(), printable(path), reason);
        }
    }

    /** Lines of a directory's listing in which nobody can find a name. */
    void unparsed(String directory, int lines, String first) {
        leftOut += lines;
        if (told.size() < HELD && told.add(directory + "\n" + lines)) {
            Source.log.warn("{}: the listing of {} has lines that cannot be parsed and are left out: {}, for example"
                    + " {}", source.name(), printable(directory), lines, printable(first));
        }
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
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

    /** Whether it is among the first, as far as the listing has come. */
    private boolean hold(GenericFile<T> file) {
        if (held.size() < HELD) {
            return held.add(file);
        }
        if (order.compare(file, held.peek()) >= 0) {
            return false;
        }
        held.remove();
        return held.add(file);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** Whether some of them could have been fetched at once. */
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
