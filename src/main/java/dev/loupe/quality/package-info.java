/** How close an enlarged picture comes to the truth, as the super-resolution papers measure it. */
package dev.loupe.quality;
