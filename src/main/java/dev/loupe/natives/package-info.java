/** Which native libraries this process loads, decided once and honestly before the first of them is touched. */
package dev.loupe.natives;
