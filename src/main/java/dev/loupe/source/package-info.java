/** What a source is like while it runs: whether it can be reached, when its turn is, and how far it has come. */
package dev.loupe.source;
