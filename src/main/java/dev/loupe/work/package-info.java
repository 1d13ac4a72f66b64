/**
 * The life of a picture: one row from admission to the end, whichever way it came in. Workers claim items under a
 * lease; each claim has a number that fences off those who lost theirs. Knows no Camel and no HTTP.
 */
package dev.loupe.work;
