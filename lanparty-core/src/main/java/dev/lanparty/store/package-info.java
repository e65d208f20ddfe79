/**
 * The rooms of a relay on its disk: one file each, there whole or not at all.
 */
@NullMarked
package dev.lanparty.store;

import org.jspecify.annotations.NullMarked;
