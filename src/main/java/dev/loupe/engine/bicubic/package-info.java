/** Bicubic interpolation: the baseline that networks are compared with. */
package dev.loupe.engine.bicubic;
