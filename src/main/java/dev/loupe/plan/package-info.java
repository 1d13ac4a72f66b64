/** Arithmetic only: what will be done to a picture, decided and refused before a pixel is touched. */
package dev.loupe.plan;
