/** Networks on devices: one provider per native library, none of which knows another, behind one interface. */
package dev.loupe.engine;
