package dev.loupe.work;

/**
 * A worker's right to an item.
 *
 * @param item the item's id
 * @param number rises with each claim of the item: the fencing token of every update
 */
public record Claim(long item, long number) {}
