/** What a campaign came to, as a page and as a table. */
package dev.loupe.report;
