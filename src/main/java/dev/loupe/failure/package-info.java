/** One sealed family for everything that ends work early. Only doors translate it into codes and folders. */
package dev.loupe.failure;
