"use strict";
// preview.js - asks twice a second whether the issue is another one, and shows it.

const every = 500; // ms
const at = (id) => document.getElementById(id);
let version = 0;

const severities = ["error", "warning", "note"];

function showFindings(list) {
	list.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
	at("findings").replaceChildren(
		...list.map((finding) => {
			const item = document.createElement("li");
			const place = document.createElement("code");
			const severity = document.createElement("b");
			item.className = finding.severity;
			place.textContent = finding.line
				? `${finding.file}:${finding.line}:${finding.column}`
				: finding.file;
			severity.textContent = ` ${finding.severity}: `;
			item.append(place, severity, finding.text);
			return item;
		}),
	);
}

function showError(text) {
	at("error").textContent = text;
	at("error").hidden = !text;
	document.body.classList.toggle("stale", Boolean(text));
}

// No script runs in a frame, so this one measures it; as high as its content, the
// place on the page is kept when it is loaded again.
function fit(frame) {
	const inside = frame.contentDocument;
	if (!inside || !inside.body) return;
	for (const link of inside.links) {
		link.target = "_blank";
		link.rel = "noopener noreferrer";
	}
	frame.style.height = `${inside.documentElement.scrollHeight}px`;
}

function showPart(part) {
	for (const button of document.querySelectorAll("nav button"))
		button.setAttribute("aria-pressed", button.dataset.part === part);
	at("html").hidden = part !== "html";
	at("text").hidden = part !== "text";
}

function show(state) {
	showError(state.error);
	showFindings(state.findings);
	if (state.error) return;
	document.title = state.subject;
	at("subject").textContent = state.subject;
	at("preheader").textContent = state.preheader;
	at("about").textContent = `${state.issue}, as ${state.as} gets it`;
	at("text").textContent = state.text;
	for (const button of document.querySelectorAll("nav button"))
		button.hidden = !state.html;
	if (!state.html) showPart("text");
	else
		for (const frame of document.querySelectorAll("iframe"))
			frame.src = `html?${state.version}`;
}

async function look() {
	try {
		const answer = await fetch(`state?${version}`, { cache: "no-store" });
		if (answer.status === 200) {
			const state = await answer.json();
			version = state.version;
			show(state);
		} else if (answer.status !== 204) throw new Error(answer.statusText);
		document.body.dataset.version = version;
	} catch {
		showError("nlctl preview has ended, or does not answer");
		version = 0;
	}
	setTimeout(look, every);
}

for (const button of document.querySelectorAll("nav button"))
	button.addEventListener("click", () => showPart(button.dataset.part));
for (const frame of document.querySelectorAll("iframe"))
	frame.addEventListener("load", () => fit(frame));
look();
