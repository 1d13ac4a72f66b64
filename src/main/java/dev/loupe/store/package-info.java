/** What must outlive the process, in one database. */
package dev.loupe.store;
