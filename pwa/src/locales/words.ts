import { en } from './en.js';
import { hu } from './hu.js';
import { translations } from './language.js';

/** The shared words in the language in force. */
export const words = translations(hu, en);
