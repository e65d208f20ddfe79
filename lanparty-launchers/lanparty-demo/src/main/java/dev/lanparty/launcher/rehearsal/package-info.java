/** The roles' rehearsal, from which the JVM learns what a role needs, so that the next start is a quick one. */
@NullMarked
package dev.lanparty.launcher.rehearsal;

import org.jspecify.annotations.NullMarked;
