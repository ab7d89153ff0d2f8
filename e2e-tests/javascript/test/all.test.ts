// All tests in one process, so that one node serves them all.

import { after } from 'node:test';
import './batches.js';
import './connecting.js';
import './consents.js';
import './consultation.js';
import './emergencies.js';
import './guide.js';
import './messages.js';
import { stopNode } from './node.js';
import './reading.js';
import './records.js';
import './texts.js';
import './without-tokens.js';

after(stopNode);
