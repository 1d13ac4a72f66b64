/** The four steps every picture goes through, whoever sent it: decode, prescale, upscale, encode. */
package dev.loupe.upscale;
