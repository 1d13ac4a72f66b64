package dev.loupe.failure;

/** The picture belongs to another worker by now: this one touches nothing more of it. */
public final class ClaimLost extends Cancelled {
    public ClaimLost() {
        super("Another worker has taken the picture over, because this one was out of touch with the database.");
    }
}
