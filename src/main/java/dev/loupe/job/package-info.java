/** The life of an asynchronous job: its table, its files, its queue, and the work on it. Knows no Camel and no HTTP. */
package dev.loupe.job;
