/** {@code lanparty demo}: the whole bridge on one machine, shown step by step in plain words and real figures. */
@NullMarked
package dev.lanparty.launcher.demo;

import org.jspecify.annotations.NullMarked;
