// nodemailer_send PORT N HTML TEXT: a pool of 10 connections, HTML and text for each
// person.  Prints the seconds that sending took, without the start of node.
// NODE_PATH says where nodemailer is.
'use strict';

const fs = require('fs');
const nodemailer = require('nodemailer');

const [port, n, htmlFile, textFile] = process.argv.slice(2);
const html = fs.readFileSync(htmlFile, 'utf8');
const text = fs.readFileSync(textFile, 'utf8');
const pool = nodemailer.createTransport({
	host: '127.0.0.1',
	port: Number(port),
	pool: true,
	maxConnections: 10,
	maxMessages: Infinity,
	ignoreTLS: true,
});

let next = 0;

async function worker() {
	while (next < Number(n)) {
		const i = next++;
		const leave = 'http://127.0.0.1:8080/u/' + i.toString(16).padStart(32, '0');
		const fill = (s) =>
			s.replaceAll('@@PERSON@@', 'Prénom' + i).replaceAll('@@LEAVE@@', leave);
		await pool.sendMail({
			from: 'Infolettre <infolettre@example.org>',
			to: { name: `Prénom${i} Nom`, address: `contact${i}@example.net` },
			subject: 'Ce mois de juin sera solidaire !',
			list: { unsubscribe: leave },
			html: fill(html),
			text: fill(text),
		});
	}
}

const began = process.hrtime.bigint();
// Twice as many as connections, so that none waits for a message.
Promise.all(Array.from({ length: 20 }, worker)).then(
	() => {
		console.log(Number(process.hrtime.bigint() - began) / 1e9);
		pool.close();
	},
	(error) => {
		console.error(error.message);
		process.exit(1);
	},
);
