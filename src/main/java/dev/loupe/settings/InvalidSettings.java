package dev.loupe.settings;

import java.util.List;

/** The configuration has faults; the message lists all of them, one a line. */
public final class InvalidSettings extends RuntimeException {
    private final List<String> faults;

    InvalidSettings(List<String> faults) {
        super(faults.size() + (faults.size() == 1 ? " fault" : " faults") + " in the configuration:\n  "
                + String.join("\n  ", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
