package dev.loupe.source;

import java.util.List;
import java.util.Map;

/** What people may know of the sources, and tell them. Methods that name a source mean all where it is empty. */
public interface Sources {
    /** Each source's name, state, numbers and troubles, as JSON has them; the order is that of their configuration. */
    List<Map<String, Object>> standing();

    /** Looks at once instead of when it is time; returns the names of those it looks at. */
    List<String> check(String source);

    /** Fetches nothing more; what is fetched is finished. */
    List<String> pause(String source);

    List<String> resume(String source);
}
