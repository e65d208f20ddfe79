/** The public doors as another Java program uses them. */
@NullMarked
package dev.lanparty.embedding;

import org.jspecify.annotations.NullMarked;
