/** What became of every file of every source: each is done once, whoever looks, however often. */
package dev.loupe.ledger;
