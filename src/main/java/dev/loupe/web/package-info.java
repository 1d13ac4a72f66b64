/** What answers on the web server's event loop: taking requests in, the page, health, events. Knows no Camel. */
package dev.loupe.web;
