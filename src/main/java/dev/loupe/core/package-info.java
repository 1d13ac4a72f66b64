/** What the doors (routes, command line) share. */
package dev.loupe.core;
