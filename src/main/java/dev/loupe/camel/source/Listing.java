package dev.loupe.camel.source;

import dev.loupe.camel.PictureFiles;
import dev.loupe.ledger.Known;
import dev.loupe.ledger.Ledger;
import dev.loupe.ledger.Ledger.Need;
import dev.loupe.settings.SourceSettings.Which;
import java.util.Comparator;
import java.util.LinkedHashSet;
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
    private final Set<String> refused = new LinkedHashSet<>();
    private Known known;
    private long left;
    private boolean soon;
    private boolean told;

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
        left = 0;
        soon = false;
        told = false;
    }

    /** Once the tree is listed, before the first of its files is fetched. */
    void end() {
        if (!told) {
            told = true;
            known = null;
            source.campaign().left(left);
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
        if (!safe && refused.size() < HELD && refused.add(file.getAbsoluteFilePath())) {
            Source.log.warn("{}: a file is left alone, because its name leads elsewhere: {}", source.name(),
                    file.getRelativeFilePath().replaceAll("\\p{Cntrl}", "?"));
        }
        return safe;
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
}
