/** What networks expect, and where their weights lie. */
package dev.loupe.model;
