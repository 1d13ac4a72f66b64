package dev.loupe.camel.source;

import dev.loupe.camel.Settled;
import dev.loupe.store.DiskReserve;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileOperations;

/**
 * Bean {@code admission-NAME}: of what a listing showed, a file is taken once it has settled, and while its source is
 * open; the rest of a list is passed over in no time when it no longer is.
 */
final class Admission<T> extends Settled<T> {
    private final Source source;
    private final Listing<T> listing;

    Admission(Source source, Listing<T> listing, DiskReserve reserve) {
        super(source.settings().flow().settle(), file -> reserve.isKept());
        this.source = source;
        this.listing = listing;
    }

    @Override
    public boolean acquireExclusiveReadLock(GenericFileOperations<T> operations, GenericFile<T> file,
            Exchange exchange) {
        listing.end();
        return source.open() && super.acquireExclusiveReadLock(operations, file, exchange);
    }
}
