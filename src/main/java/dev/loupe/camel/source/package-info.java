/** Trees on servers and in folders: the steps of their routes, and what Camel's file components leave to others. */
package dev.loupe.camel.source;
