/** Properties and environment, turned once into validated records. Nothing else reads the environment. */
package dev.loupe.settings;
