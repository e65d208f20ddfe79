/** The command line of a running relay's operator. */
@NullMarked
package dev.lanparty.launcher.room;

import org.jspecify.annotations.NullMarked;
